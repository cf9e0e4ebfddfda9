"""What people see. A screen shows state and turns a key into one call of the console."""
