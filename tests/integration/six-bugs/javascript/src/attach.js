const { context } = require('@opentelemetry/api');

exports.enter = (parent, isSampled, work) => {
  const token = context.attach(parent);
  if (!isSampled) return;
  work();
  token.dispose();
};
