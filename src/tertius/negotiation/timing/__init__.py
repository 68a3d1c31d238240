"""What time does to a negotiation: costs of waiting, ripeness over time, concessions, two sides that wait for each other, and pressure."""
