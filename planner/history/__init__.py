"""How published plans moved from night to night, and how they fared against what really happened."""
