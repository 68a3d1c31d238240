"""How the pages are built: ``sphinx-build -W --keep-going -n -b html docs docs/_build/html``.

Nothing here names an address outside the pages: no script, style sheet, font, badge or inventory is loaded from a network.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from tertius import __version__

project = "Tertius"
author = "The Tertius contributors"
copyright = author
release = version = __version__

extensions = ["myst_parser", "sphinx_copybutton", "offline_math"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True
language = "en_GB"

myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "fieldlist"]
myst_heading_anchors = 3
myst_dmath_double_inline = True

html_theme = "furo"
html_title = f"Tertius {__version__}"
html_static_path = ["_static"]
html_css_files = ["tertius.css"]
html_math_renderer = "mathml"
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    "sidebar_hide_name": False,
    "light_css_variables": {
        "font-stack": "system-ui, sans-serif",
        "font-stack--monospace": "ui-monospace, monospace",
    },
    "dark_css_variables": {
        "font-stack": "system-ui, sans-serif",
        "font-stack--monospace": "ui-monospace, monospace",
    },
}

copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True

pygments_style = "friendly"
pygments_dark_style = "native"
