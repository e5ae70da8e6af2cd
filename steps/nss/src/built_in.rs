/// From now on host names are looked up in `/etc/hosts` and DNS only, for this whole process. Without effect in a binary
/// that is not static against glibc: there the services of the machine fit.
///
/// To be called before the first name is looked up; calling it again changes nothing.
pub fn ask_built_in_services_only() {
    #[cfg(all(target_env = "gnu", target_feature = "crt-static"))]
    glibc::configure_hosts();
}

#[cfg(all(target_env = "gnu", target_feature = "crt-static"))]
mod glibc {
    use std::ffi::{c_char, c_int};
    use std::sync::Once;

    #[expect(unsafe_code, reason = "no crate offers this function of nss.h in a safe form")]
    unsafe extern "C" {
        /// `int __nss_configure_lookup (const char *dbname, const char *string)` of glibc's `nss.h`: replaces what
        /// `/etc/nsswitch.conf` says of one database. Each call keeps a little memory for ever.
        fn __nss_configure_lookup(database: *const c_char, services: *const c_char) -> c_int;
    }

    static CONFIGURED: Once = Once::new();

    pub(super) fn configure_hosts() {
        CONFIGURED.call_once(|| {
            #[expect(unsafe_code, reason = "a call of the function above")]
            // SAFETY: both arguments are constants that end in a zero, and glibc copies what it keeps. It locks its own
            // state. What it answers (0, or -1 out of memory) leaves the machine's switch in force at worst, as before.
            unsafe {
                __nss_configure_lookup(c"hosts".as_ptr(), c"files dns".as_ptr());
            }
        });
    }
}
