/** What `cache verify` found. */
export interface CacheVerifyView {
  readonly view: 'cache-verify';
  readonly format: 1;
  readonly files: number;
  readonly bytes: number;
  /** Other bytes than its name says. */
  readonly findings: readonly {
    readonly name: string;
    readonly key: string | null;
    readonly source: string | null;
    readonly problem: 'corrupt';
  }[];
  /** Were on record, and are gone: freed, or never kept. They are made again where they are needed. */
  readonly gone: number;
}
