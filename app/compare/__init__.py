"""Did it help? Finished runs beside each other."""
