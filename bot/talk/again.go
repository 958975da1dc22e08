package talk

// Again says how things stand after an update that was applied before.
func (t *Turn) Again() error { return t.Run() }
