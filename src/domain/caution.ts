/** What is known at planning to stand in the way of a cell or of its numbers, and does not keep it from being measured. */
export type Caution =
  /** The framework lacks it there, or some of its versions do: it will probably be refused. */
  | {
      readonly kind: 'operator';
      readonly framework: string;
      readonly unit: string;
      readonly operator: string;
      /** Of the framework; null: in all. */
      readonly versions: string | null;
      readonly source: string;
    }
  /** An accelerator at a port that is slower than it could be. */
  | {
      readonly kind: 'usb';
      readonly device: string;
      readonly madeFor: number;
      readonly host: string;
      readonly has: number;
    };
