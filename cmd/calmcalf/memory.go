package main

import (
	"log/slog"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// memoryShare is how much of the memory that the program may use the garbage collector
// is to stay below. The rest is for what it does not count, such as the pages of the
// store that the system keeps in memory.
const memoryShare = 0.85

// limitMemory has the garbage collector work harder near the limit of the container, or
// of the machine where there is none, rather than be killed there. A GOMEMLIMIT that is
// set wins.
func limitMemory(log *slog.Logger) {
	limit, err := memlimit.Set(
		memlimit.WithRatio(memoryShare),
		memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)),
	)
	if err != nil {
		log.Warn("the memory is not limited", "err", err)
		return
	}
	log.Debug("the memory is limited", "bytes", limit)
}
