"""What limits a plan: how far it uses each limit, and which bind first."""
