"""Documents as pages need them: papers the network issues, and the reviews of those it was given."""
