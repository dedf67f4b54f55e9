// Package outbox brings deliveries to chats: it claims, paces, folds, sends and
// settles by verdict. One lane a network, and in the whole cluster one process at
// a time drives it.
//
// Decisions that bind this room:
//
//   - Rows are the truth. A lane's memory is a plan of them, made anew whenever its
//     bell rings; before a send the rows are asked again, and after it they are
//     marked at once, so a kill repeats at most what was in flight.
//   - Whoever drives a lane holds its lease and renews it. Every settlement names
//     the lease's number and is refused when it is stale; nothing is sent under a
//     lease that may have run out.
//   - Rates are kept without bursts: a token bucket lets twice the published rate
//     through in its first second. Of the chats that may be sent to, the one with
//     the longest work left goes first, which meets the bound of the published
//     limits.
//   - What may have been shown or not is sent again: a network that knows keys shows
//     it once, and elsewhere an alert too many is better than one that is lost. Where
//     the network had begun to say yes, it is not.
//   - One send a chat at a time, so the order in a chat is the order of its rows.
//   - An alert whose words change is edited, never sent again: whatever is to be sent
//     goes first, edits count against the rates as sends do, and one that cannot be
//     made is dropped. What was folded into one message with others is left alone, for
//     an edit of one would wipe out the rest.
//   - Answers to people take the next free slot, ahead of everything pushed. Processes
//     that answer while another drives the lane share a fifth of the rate ([Standing]).
package outbox
