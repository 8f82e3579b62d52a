"""A school that really connects: many sockets of many people on a real server, and what they leave behind."""
