"""Ways: how a strip may be played."""

FUSED, SPLIT, CHAINS = "fused", "fused, then inserts", "chains"
"""All strips in one compiled call; two, with the strip's inserts between them; pedalboard, strip by strip."""

WAYS = (FUSED, SPLIT, CHAINS)
