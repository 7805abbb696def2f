import { programsOf } from '../flow-program';

/** Values kept by objects that have methods. */
export const classes = programsOf('classes', {
  'a field': `
    class Box { x = source('a'); y = source('b'); }
    sink(new Box().x);
  `,
  'a field set by the constructor': `
    class Box {
      constructor(x) { this.x = x; }
    }
    const box = new Box(source('a'));
    sink(box.x);
    sink(box.y);
  `,
  'a field read by a method': `
    class Box {
      constructor(x, y) { this.x = x; this.y = y; }
      read() { return this.x; }
    }
    sink(new Box(source('a'), source('b')).read());
  `,
  'a field written by one method and read by another': `
    class Box {
      write(x) { this.x = x; }
      read() { return this.x; }
    }
    const box = new Box();
    box.write(source('a'));
    sink(box.read());
  `,
  'a field read before it is written': `
    class Box {
      x = null;
      write(x) { this.x = x; }
    }
    const box = new Box();
    sink(box.x);
    box.write(source('a'));
    sink(box.x);
  `,
  'a field written from outside': `
    class Box {
      read() { return this.x; }
    }
    const box = new Box();
    box.x = source('a');
    sink(box.read());
  `,
  'a method that hands back its argument': `
    class Same {
      same(x, y) { return x; }
    }
    sink(new Same().same(source('a'), source('b')));
  `,
  'an argument that a constructor drops': `
    class Box {
      constructor(x) { void x; }
    }
    const box = new Box(source('a'));
    sink(box.x);
    sink(box);
  `,
  'a static field': `
    class Box { static x = source('a'); x = source('b'); }
    sink(Box.x);
  `,
  'a static block and a static method': `
    class Box {
      static x;
      static { this.x = source('a'); }
      static read() { return this.x; }
    }
    sink(Box.read());
  `,
  'a private field': `
    class Box {
      #x;
      x = source('b');
      constructor(x) { this.#x = x; }
      read() { return this.#x; }
    }
    const box = new Box(source('a'));
    sink(box.read());
  `,
  'a private method': `
    class Box {
      #make() { return source('a'); }
      make() { return this.#make(); }
    }
    sink(new Box().make());
  `,
  'a private static field': `
    class Registry {
      static #x = source('a');
      static read() { return Registry.#x; }
    }
    sink(Registry.read());
  `,
  'parameter properties': {
    typescript: true,
    code: `
      class Box {
        constructor(private readonly x: unknown, public y = source('b'), z: unknown) {}
        read() { return this.x; }
      }
      const box = new Box(source('a'), undefined, source('c'));
      sink(box.read());
      sink(box.y);
      sink((box as any).z);
    `,
  },
  'a getter': `
    class Box {
      get x() { return source('a'); }
      y = source('b');
    }
    sink(new Box().x);
  `,
  'a getter over a private field': `
    class Box {
      #x;
      constructor(x) { this.#x = x; }
      get x() { return this.#x; }
    }
    const { x } = new Box(source('a'));
    sink(x);
  `,
  'a setter': `
    class Box {
      set x(value) { this.kept = value; }
    }
    const box = new Box();
    box.x = source('a');
    sink(box.kept);
  `,
  'a setter that drops what it gets': `
    const o = {
      set x(value) { void value; },
      get x() { return source('b'); },
    };
    o.x = source('a');
    sink(o.x);
  `,
  'accessors of a literal': `
    const o = {
      kept: null,
      get x() { return this.kept; },
      set x(value) { this.kept = value; },
    };
    o.x = source('a');
    sink(o.x);
  `,
  'a getter made by Object.defineProperty': {
    mayBeOpen: true,
    complete: false,
    note: 'getters in descriptors are rare',
    code: `
      const o = {};
      Object.defineProperty(o, 'x', { get: () => source('a') });
      sink(o.x);
    `,
  },
  'an inherited field': `
    class Base { x = source('a'); }
    class Derived extends Base { y = source('b'); }
    sink(new Derived().x);
  `,
  'a field that a derived class overrides': `
    class Base { x = source('a'); }
    class Derived extends Base { x = source('b'); }
    sink(new Derived().x);
  `,
  'an argument through super()': `
    class Base {
      constructor(x) { this.x = x; }
    }
    class Derived extends Base {
      constructor(x, y) { super(y); this.z = x; }
    }
    const it = new Derived(source('a'), source('b'));
    sink(it.x);
    sink(it.z);
  `,
  'a derived class without a constructor': `
    class Base {
      constructor(x) { this.x = x; }
      read() { return this.x; }
    }
    class Derived extends Base {}
    sink(new Derived(source('a')).read());
  `,
  'an inherited method reads a field of the derived class': `
    class Base {
      read() { return this.x; }
    }
    class Derived extends Base {
      x = source('a');
    }
    sink(new Derived().read());
  `,
  'a method that a derived class overrides': `
    class Base {
      make() { return source('a'); }
      run() { return this.make(); }
    }
    class Derived extends Base {
      make() { return source('b'); }
    }
    sink(new Derived().run());
    sink(new Base().run());
  `,
  'a method of the base by super': `
    class Base {
      make() { return source('a'); }
    }
    class Derived extends Base {
      make() { return [super.make(), source('b')]; }
    }
    const [x, y] = new Derived().make();
    sink(x);
    sink(y);
  `,
  'an inherited static method': `
    class Base {
      static make() { return new this(); }
      x = source('a');
    }
    class Derived extends Base {
      y = source('b');
    }
    sink(Derived.make().y);
    sink(Derived.make().x);
  `,
  'a method of a literal reads this': `
    const o = {
      x: source('a'),
      y: source('b'),
      read() { return this.x; },
    };
    sink(o.read());
  `,
  'an arrow in a constructor keeps this': `
    class Box {
      constructor(x) {
        this.x = x;
        this.read = () => this.x;
      }
    }
    const { read } = new Box(source('a'));
    sink(read());
  `,
  'an arrow in a field keeps this': `
    class Box {
      x = source('a');
      read = () => this.x;
    }
    const box = new Box();
    const read = box.read;
    sink(read());
  `,
  'this under another name': `
    class Box {
      write(x) {
        const self = this;
        [1].forEach(function () { self.x = x; });
      }
    }
    const box = new Box();
    box.write(source('a'));
    sink(box.x);
  `,
  'a builder that returns itself': `
    class Builder {
      x(x) { this.kept = x; return this; }
      y(y) { this.other = y; return this; }
      build() { return { x: this.kept }; }
    }
    const built = new Builder().x(source('a')).y(source('b')).build();
    sink(built.x);
  `,
  'a factory method': `
    class Box {
      static of(x) { const box = new Box(); box.x = x; return box; }
    }
    sink(Box.of(source('a')).x);
  `,
  'a singleton': `
    class Registry {
      static #one;
      static get() { return (Registry.#one ??= new Registry()); }
      x = null;
    }
    Registry.get().x = source('a');
    sink(Registry.get().x);
  `,
  'a class as a value': `
    const make = () => class { x = source('a'); };
    const Box = make();
    sink(new Box().x);
  `,
  'a class that a function extends': `
    class Base { x = source('a'); }
    const withY = (Parent) => class extends Parent { y = source('b'); };
    const it = new (withY(Base))();
    sink(it.x);
    sink(it.y);
  `,
  'a constructor that returns another object': `
    class Box {
      x = source('a');
      constructor() { return { x: source('b') }; }
    }
    sink(new Box().x);
  `,
  'a function as a constructor': `
    function Box(x) { this.x = x; }
    Box.prototype.read = function () { return this.x; };
    const box = new Box(source('a'));
    sink(box.x);
    sink(box.read());
  `,
  'a field with a computed name': `
    const key = 'x';
    class Box { [key] = source('a'); ['y']() { return source('b'); } }
    sink(new Box().x);
    sink(new Box().y());
  `,
  'an abstract class': {
    typescript: true,
    code: `
      abstract class Base {
        protected abstract make(): unknown;
        run() { return this.make(); }
      }
      class Derived extends Base {
        protected override make() { return source('a'); }
      }
      sink(new Derived().run());
    `,
  },
  'an injected dependency': {
    typescript: true,
    code: `
      class Store { constructor(readonly value: unknown) {} get() { return this.value; } }
      class Service {
        constructor(private readonly store: Store) {}
        run() { return this.store.get(); }
      }
      sink(new Service(new Store(source('a'))).run());
    `,
  },
});
