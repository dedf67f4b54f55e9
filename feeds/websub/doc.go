// Package websub lets hubs push what feeds would otherwise be polled for (WebSub, W3C
// Recommendation of 23 January 2018): it asks a hub, answers when the hub asks back
// whether that was meant, and takes what is pushed.
//
// Decisions that bind this room:
//
//   - A hub is named by a feed: it is asked through the guarded client alone.
//   - Each subscription has a callback address of its own that nobody can guess, and a
//     secret. What bears no signature made with it is thrown away, and the sender is
//     told nothing of that (section 8).
//   - An intent is confirmed only if it is ours: the name, the topic and the wish
//     must be those that are stored.
//   - A push may be lost. Polling goes on as a slow net, and what came twice is known
//     as an entry that is stored.
package websub
