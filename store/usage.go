package store

// Usage is what a store takes of a disk.
type Usage struct {
	Bytes  int64 // of all that it keeps
	Free   int64 // of those that hold nothing of use
	Erased bool  // somebody was forgotten, and what is free may still tell of them
}
