package disk

import (
	"context"
	"errors"
	"io"
)

// CtxReader is a reader that stops when a context ends, with its error.
type CtxReader struct {
	ctx  context.Context
	from io.Reader
}

// NewCtxReader reads from another reader until ctx ends.
func NewCtxReader(ctx context.Context, from io.Reader) *CtxReader {
	return &CtxReader{ctx, from}
}

// Read implements [io.Reader].
func (r *CtxReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// CtxWriter is a writer that stops when a context ends, with its error. It hides
// every other method, so that nobody hands a file the whole source in one step.
type CtxWriter struct {
	ctx context.Context
	to  io.Writer
	err error
}

// NewCtxWriter writes to another writer until ctx ends.
func NewCtxWriter(ctx context.Context, to io.Writer) *CtxWriter {
	return &CtxWriter{ctx: ctx, to: to}
}

// Write implements [io.Writer].
func (w *CtxWriter) Write(p []byte) (n int, err error) {
	if err = w.ctx.Err(); err == nil {
		n, err = w.to.Write(p)
	}
	w.err = errors.Join(w.err, err)
	return n, err
}

// Err is what went wrong, for callers of libraries that keep only the words of an
// error; nil when all was written.
func (w *CtxWriter) Err() error { return w.err }
