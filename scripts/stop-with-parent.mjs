// Preloaded into the two processes of `npm start`: if the starter is killed outright, they stop as well
// instead of keeping the ports and the database folder.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
