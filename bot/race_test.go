//go:build race

package bot_test

// slowly is whether the race detector looks on, which makes a day take ten times as
// long. What needs weeks takes fewer then.
const slowly = true
