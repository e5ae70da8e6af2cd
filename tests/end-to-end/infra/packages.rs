//! Zips that pass for those of the functions: an ELF header and no program. What the functions do is not tested here.

use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The six functions, as the stack names them.
pub(crate) const STEPS: [&str; 6] = ["list", "stage", "classify", "keep", "delete", "report"];

/// Writes the six zips; another `content` makes other zips.
pub(crate) fn write(folder: &Path, content: &[u8]) {
    std::fs::create_dir_all(folder).unwrap();
    for step in STEPS {
        let mut zip = ZipWriter::new(std::fs::File::create(folder.join(format!("{step}.zip"))).unwrap());
        zip.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755)).unwrap();
        zip.write_all(&static_binary([step.as_bytes(), content].concat().as_slice())).unwrap();
        zip.finish().unwrap();
    }
}

/// A 64-bit little-endian executable for arm64 without segments, and something behind its header.
fn static_binary(content: &[u8]) -> Vec<u8> {
    const EXECUTABLE: u16 = 2;
    const ARM64: u16 = 183;
    let mut elf = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    elf.extend([EXECUTABLE.to_le_bytes(), ARM64.to_le_bytes()].concat());
    elf.extend(1_u32.to_le_bytes());
    elf.extend([0x40_0000_u64, 64, 0].map(u64::to_le_bytes).concat());
    elf.extend(0_u32.to_le_bytes());
    elf.extend([64_u16, 56, 0, 64, 0, 0].map(u16::to_le_bytes).concat());
    elf.extend(content);
    elf
}
