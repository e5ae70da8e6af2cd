//! How a static binary finds the address of a host: by what is inside it, whatever the machine's name service switch says.
//!
//! `/etc/nsswitch.conf` names the services that the C library asks. A static glibc has two of them inside, `files`
//! (`/etc/hosts`) and `dns`; any other, such as `myhostname` or `resolve`, it loads from the machine. Where that machine has
//! another glibc than the binary was linked with, loading ends the process: static against Debian 12 (2.36) and run beside
//! 2.41 it died of SIGFPE, beside 2.31 of a failed assertion, at the first name that `dns` did not know, or at once where
//! the other service stands first (2026-11-21). Lambda's machines are not ours to look at, so they are not asked.

mod built_in;

pub use built_in::ask_built_in_services_only;
