/** How the context of a message travels otherwise than in a carrier of its own, by the names that tell. Data only. */
/** Functions that give back a client that propagates by itself. */
export const WRAPS_CLIENT = /capture|instrument|trac(?:e|ed|ing)|otel|telemetry|propagat/i;
/** Where a client of AWS is given code of its own that every command passes through. */
export const AWS_MIDDLEWARE = /\bmiddlewareStack\b/;
/** Where an answer goes: `msg.properties.replyTo`, `m.reply`. */
export const REPLY_ADDRESS = /^reply(?:_?(?:to|queue|topic|subject))?$/i;
/** Properties by which work comes again and again, or carries the trace header of AWS. */
export const TRAVELS_OTHERWISE: ReadonlySet<string> = new Set(['repeat', 'MessageSystemAttributes']);
/** Decorators and interceptors that most likely run a handler in the context of what it is given, or in a span. */
export const RUNS_IN_CONTEXT =
  /span|trac(?:e|ing|er)|otel|telemetry|instrument|context|extract|carrier|propagat|baggage/i;
/** Where a client of Nest is given code of its own that every message passes through. */
export const NEST_SERIALIZER = /\bserializer\b/;
