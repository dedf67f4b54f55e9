// Package jobs runs the belts: feeds are polled, entries announced, deliveries
// sent, old rows cleaned away.
//
// Decisions that bind this room:
//
//   - A belt is a loop over rows that are due. It claims them in the store, so any
//     number of processes may run the same belt.
//   - A belt comes round when the in-process bell rings, when River brings a
//     wake-up from another process, and every second or two by itself: whatever is
//     lost of the first two, nothing is late by more.
//   - River carries one kind of job, [Wake], and keeps the periodic ones: its leader
//     alone calls the clean-up.
//   - A feed is asked as often as its own rhythm makes worth while, no sooner than it
//     wishes, and less and less while it fails.
//   - Polls that found nothing or failed are written down together, news at once.
//   - What is to be searched is indexed behind all that, a moment after it came.
//   - Slow and failing feeds hold up nobody: turns are dealt out by host, and a feed
//     that failed the last time gets only some of them.
package jobs
