"""What people leave: progress now, conversations with their issue. SQLite in the home, or PostgreSQL by address."""
