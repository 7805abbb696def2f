import { ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api';

/**
 * Stands in for the `StackContextManager` of `@opentelemetry/sdk-trace-web`, which is not installed here, and does what
 * that does: the context is active while the callback runs, and not a moment longer. (Read in 2.x; the outcome was
 * measured with the package itself too.)
 */
export class BrowserContextManager implements ContextManager {
  private current: Context = ROOT_CONTEXT;

  active(): Context {
    return this.current;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    ctx: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const previous = this.current;
    this.current = ctx;
    try {
      return fn.call(thisArg as ThisParameterType<F>, ...args);
    } finally {
      this.current = previous;
    }
  }

  bind<T>(ctx: Context, target: T): T {
    if (typeof target !== 'function') return target;
    const bound = (...args: unknown[]): unknown =>
      this.with(ctx, () => (target as (...all: unknown[]) => unknown)(...args));
    return bound as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}
