"""Date formats of the site, where Django's own leave out the weekday."""
