"""Official documents of courses: the extracurricular plan, the network-form contract, registers."""
