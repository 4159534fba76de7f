"""Questions about agreements, by subject: registers, states and warnings, one agreement, ties."""
