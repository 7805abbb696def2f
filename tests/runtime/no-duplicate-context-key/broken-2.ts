import { context, createContextKey, type Context } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();

class Locale {
  private static readonly key = createContextKey('shop.settings');

  static enter(ctx: Context, locale: string): Context {
    return ctx.setValue(Locale.key, locale);
  }

  static get current(): unknown {
    return context.active().getValue(Locale.key);
  }
}

class Currency {
  private static readonly key = createContextKey('shop.settings');

  static leave(ctx: Context): Context {
    return ctx.deleteValue(Currency.key);
  }
}

const request = Locale.enter(context.active(), 'pt-BR');
context.with(Currency.leave(request), () => {
  observe({ locale: Locale.current });
});
