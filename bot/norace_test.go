//go:build !race

package bot_test

// slowly is whether the race detector looks on; see race_test.go.
const slowly = false
