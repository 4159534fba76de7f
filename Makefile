.PHONY: demo test lint bench messages
demo test lint bench messages:
	@python3 go.py $@ -- $(ARGS)
