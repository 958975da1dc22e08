// Package routines knows what a night, a plan, a reminder and a streak are.
//
// Two nouns carry it. A [Person] has settings, a [Plan] and consent. A [Night]
// is named by the local date on which it opens, at wake time, and holds all
// that belongs together: that day's water and ankle pumps, the evening's
// stretch, the cramp before dawn, and the answer given the morning after.
//
// Everything here is a value or a total function of values. Nothing reads a
// clock or the network: the present is an argument, in UTC. The only files read
// are those with the rules of the zones (see [time.LoadLocation]). A plan is
// first evaluated on the wall clock, where people live, and only then resolved
// to instants (see [Plan.Occurrences]); so a change to summer time moves no
// answer to another night and rings no reminder twice.
//
// One function, [Due], answers what is to be said to a person now and when to
// look again. Routine times, snoozes, check-ins, the summary of a month and the
// opening of the next Night are all its business, which is why a person needs no
// more than one alarm.
//
// What a diary shows is counted, and nothing is concluded from it that the counts
// do not bear: see [Summarise], [Insight], [Reported] and [Person.Patterns].
package routines
