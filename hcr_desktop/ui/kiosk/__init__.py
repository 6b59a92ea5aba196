"""The kiosk: one screen to write on, for whoever comes, with no way out but a PIN."""
