//! What `apoyo asl` promises.
