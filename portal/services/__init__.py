"""What the portal can do, one module a noun. A service changes and commits; a view translates."""
