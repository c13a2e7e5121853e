"""IGC-Santé certificates: the fleet, its orders, its renewals, who manages it."""
