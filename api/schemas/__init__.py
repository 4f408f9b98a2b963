"""What goes over the wire, under the names of the routes."""
