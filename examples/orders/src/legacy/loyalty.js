'use strict';

const otel = require('@opentelemetry/api');

const { context, propagation, trace } = otel;
const tracer = trace.getTracer('loyalty');

/** The loyalty programme takes its messages from a mailbox, a few at a time. */
class LoyaltyProgramme {
  constructor() {
    this.mailbox = [];
    this.points = new Map();
  }

  start() {
    this.timer = setInterval(() => {
      for (const message of this.mailbox.splice(0)) this.accept(message);
    }, 10);
  }

  accept(message) {
    const sender = propagation.extract(context.active(), message.headers);
    console.log(`points for order ${message.orderId}, trace ${trace.getSpanContext(sender)?.traceId}`);
    setImmediate(() => {
      const span = tracer.startSpan('credit points', { attributes: { 'order.id': message.orderId } });
      this.points.set(message.orderId, message.points);
      span.end();
    });
    this.updateTier(message).catch((error) => console.error(`tier of ${message.orderId}: ${error.name}`));
  }

  async updateTier(message) {
    const sender = propagation.extract(context.active(), message.headers);
    await context.with(sender, this.saveTier(message.orderId));
  }

  async saveTier(orderId) {
    const span = tracer.startSpan('update tier', { attributes: { 'order.id': orderId } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    span.end();
  }

  stop() {
    clearInterval(this.timer);
  }
}

module.exports = { LoyaltyProgramme };
