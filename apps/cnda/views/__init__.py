"""Pages of CNDA requests and montages; each act has its own small screen."""
