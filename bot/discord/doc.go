// Package discord is the network of Discord servers and direct messages.
//
// Decisions that bind this room:
//
//   - An [bot.Address] holds a channel's id in Chat and never a Thread: a thread,
//     a forum post and a direct message are channels of their own in Discord, with
//     ids and rates of their own. Announcement channels are of kind Channel, chats
//     of one person with the bot Direct, all others Group.
//   - REST goes through discordgo with its waiting and repeating switched off: each
//     call takes a bucket of its own, so no call waits for another and the map of
//     buckets cannot grow. What it makes of a server's refusal is not used either;
//     transport.go reads every answer itself, remembers what Discord said about
//     rates, and answers from memory until that time has passed.
//   - The gateway's connection is our own loop over the same websocket library.
//     discordgo's takes five intervals to notice a dead link and then closes it so
//     that the session cannot be resumed, tries a revoked token for ever, waits for
//     ever on a server that says no Hello, deadlocks when op 7 or 11 arrive before
//     READY, and can panic on a goroutine that nobody can guard. Session id and
//     sequence are private there, so it cannot be mended from outside.
//   - No state is kept but the channel ids of each server, to tell who left.
//   - Incoming objects are decoded into the few fields that are read: discordgo
//     refuses a whole message because of one new kind of component in it.
//     Other servers of the protocol write ids as numbers and leave fields out: what
//     does not decode is read once more as they are known to write it (loose.go), and
//     what they refuse to be sent, alt texts and contexts, is left out at a second try.
//   - In a server, what is somebody's own business is hidden from all others, and so
//     is every answer to a press; only reading is for all. The option "public" shares.
//   - A post in a forum has no nonce: before one of which nobody told is made again,
//     the forum is searched for it. Its message's address is the post, where it is
//     edited; a thread that went to the archive is opened for that, a locked one is not.
//   - A list of more than a row of numbers becomes a menu to select from.
//   - Commands are named in texts as they are typed here, in the language of the text.
//   - An answer that is ready within a blink is the first response itself, which
//     also is the only way to open a form; else the deferral goes out.
package discord
