r"""The oracle: textbook definitions on sets, against which every other back-end is tested.

A case with its rules in force is :math:`\langle N, S, (R_i), (\succ_i)\rangle`: actors, states (here
their codes), the states :math:`R_i(s)` one move of i away, and each actor's relation over states.
`Reference` answers questions about one such case; each definition stands with its formula in the
module that is named for it:

- `states`: which states exist, which moves there are
- `relations`: ``>> > ~ < << ?``
- `individual`: nash, gmr, smr, seq, sseq; forms a-d for unknown preferences; strong and weak
- `simultaneous`: sim, sim_fh
- `anticipation`: limited, limited_ci, limited_cc, maximin
- `coalitions`: cnash, cgmr, csmr, cseq
- `merging`: the view in which a coalition is one player
- `dynamics`: outcomes, foresight
- `hypergame`: actors that see different games
- `concepts`: which concept is refused on which model

Nothing here is fast, and nothing is shared with the array engine.
"""

from tertius.kernels.reference.dynamics import ReferenceOutcomes
from tertius.kernels.reference.hypergame import Hypergame
from tertius.kernels.reference.merging import Merged, merged
from tertius.kernels.reference.model import Reference
from tertius.kernels.reference.states import Setting

__all__ = ["Hypergame", "Merged", "Reference", "ReferenceOutcomes", "Setting", "merged"]
