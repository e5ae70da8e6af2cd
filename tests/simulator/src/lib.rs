//! Conservation under faults: the real steps and the real engine over an S3 in memory, in an order that a seed decides.
