"""Build-out planner: where and when to add AI sites, which power and which chips."""
