const { propagation } = require('@opentelemetry/api');

exports.addTenant = (tenant) => {
  propagation.getActiveBaggage()?.setEntry('shop.tenant', { value: tenant });
};

exports.createFor = (user) => propagation.createBaggage({ user: { value: user.email } });
