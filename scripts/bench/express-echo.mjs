// The least that a server on Express does with a body: `json` parses it and writes it again, `raw` hands it back.
import express from 'express';

const app = express();
const limit = '2mb';
app.post('/json', express.json({ limit }), (request, response) => response.json(request.body));
app.post('/raw', express.raw({ type: () => true, limit }), (request, response) => response.send(request.body));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
