"""How the drop rates of a run were computed, as documents; and what other settings would have given."""
