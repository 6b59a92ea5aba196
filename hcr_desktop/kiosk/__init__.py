"""What a kiosk is about besides its screens: its configuration, its PIN, where it saves, how it reports to systemd. No Qt."""
