// Package bot holds the words of a conversation: who asks, where, what was
// asked, what is answered, and what a network must be able to do.
//
// Decisions that bind this room:
//
//   - It imports nothing of ours. Networks, commands and the outbox meet here
//     and nowhere else.
//   - A [Reply] is content, never markup. Each network renders it by its own
//     rules, and a word that people read was chosen before it came here.
//   - A [Button] is a line that the person could have typed. A press and a typed
//     line take the same way through the [Core].
//   - A failed send is a [Verdict], not an error to be guessed at: the adapter
//     alone knows its network's answers.
package bot
