"""Who shares what with whom: rooms, their members, invitations and permissions."""
