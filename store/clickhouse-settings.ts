import type { ClickHouseSettings } from "@clickhouse/client";

/**
 * Every setting of every call, in one place. In the embedded engine a setting sticks to its connection, so a call that leaves one
 * out inherits the last caller's: a leaked token silently drops an insert, a leaked time limit kills a later query. Therefore both
 * functions below name the same settings, always all of them.
 */
type Every = {
  max_execution_time: number;
  insert_deduplication_token: string;
};

function every({ max_execution_time, insert_deduplication_token }: Every): ClickHouseSettings {
  return {
    max_execution_time,
    timeout_overflow_mode: "throw",
    insert_deduplication_token,
    insert_deduplicate: 1,
    async_insert: 0,
    // Answers are read after the whole result is known: a failure half way is a failure, not a short answer.
    wait_end_of_query: 1,
    max_threads: 2,
    max_memory_usage: "1500000000",
    max_partitions_per_insert_block: "0",
    // Exactness: decimals travel as text; a null for a column that takes none is refused, not turned into 0.
    output_format_json_quote_decimals: 1,
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_denormals: 0,
    input_format_null_as_default: 0,
    input_format_skip_unknown_fields: 0,
    // blocks here are small; parsing them in parallel keeps a buffer of megabytes for each thread and gains nothing
    input_format_parallel_parsing: 0,
    date_time_output_format: "iso",
    date_time_input_format: "best_effort",
    session_timezone: "UTC",
  };
}

/** Settings of a question: bounded in time, because an embedded engine cannot be interrupted. */
export const querySettings = (maxSeconds: number): ClickHouseSettings =>
  every({ max_execution_time: maxSeconds, insert_deduplication_token: "" });

/** Settings of an insert: a block that is sent again with the same token is stored once. */
export const insertSettings = (token: string): ClickHouseSettings =>
  every({ max_execution_time: 0, insert_deduplication_token: token });

/** Settings of a command that changes tables and may take long. */
export const commandSettings = (): ClickHouseSettings =>
  every({ max_execution_time: 0, insert_deduplication_token: "" });

/** Server settings of the embedded engine: a trial fits beside the platform in a small machine. */
export const embeddedConfig = (options: { backups: string }): string => `<clickhouse>
  <max_server_memory_usage>3000000000</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>2</background_schedule_pool_size>
  <backups><allowed_path>${options.backups}</allowed_path></backups>
</clickhouse>
`;
