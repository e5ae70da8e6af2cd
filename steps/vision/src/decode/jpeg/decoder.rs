use super::super::fault::Fault;
use super::super::{Format, Frame, Limits, Size};
use super::application::Application;
use super::coefficients::Coefficients;
use super::component::Component;
use super::compose::{Colours, compose};
use super::corrupt::Corrupt;
use super::header::{Header, Process};
use super::scan::Scan;
use super::scan_header::ScanHeader;
use super::segments::Segments;
use super::tables::Tables;
use super::{progressive, sequential};

/// Most scans of a picture. Encoders send up to about 15; each costs a pass over all blocks, which a small file could
/// ask for thousands of times.
const MAX_SCANS: u32 = 100;

/// Heap for tables, headers and the EXIF block, in bytes.
const SMALL_HEAP_BYTES: u64 = 1 << 20;

/// Decodes a JPEG up to its EOI marker. Bytes behind it, where cameras put previews, are not looked at.
pub(in super::super) fn decode(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Fault> {
    let mut segments = Segments::after_start(bytes);
    let (mut tables, mut application) = (Tables::default(), Application::default());
    let mut picture: Option<Picture> = None;
    loop {
        match segments.marker()? {
            0xd9 => break,
            0xc4 => tables.define_huffman(segments.payload()?)?,
            0xdb => tables.define_quantisation(segments.payload()?)?,
            0xdd => tables.define_restart(segments.payload()?)?,
            0xda => picture.as_mut().ok_or(Corrupt::Scan)?.scan(&mut segments, &tables)?,
            0xfe => _ = segments.payload()?,
            code @ 0xe0..=0xef => application.read(code - 0xe0, segments.payload()?),
            code @ 0xc0..=0xc2 if picture.is_none() => {
                let process = if code == 0xc2 { Process::Progressive } else { Process::Sequential };
                let header = Header::read(process, segments.payload()?)?;
                picture = Some(Picture::new(header, wanted_edge, limits)?);
            }
            code => return Err(unexpected(code)),
        }
    }
    picture.ok_or(Corrupt::MissingScan)?.finish(&application)
}

fn unexpected(code: u8) -> Fault {
    match code {
        0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => Fault::unsupported(format!(
            "a lossless, hierarchical or arithmetic-coded JPEG (SOF{})",
            code - 0xc0
        )),
        0xcc | 0xdc | 0xde | 0xdf => {
            Fault::unsupported(format!("a JPEG with a segment of marker 0x{code:02x}"))
        }
        _ => Corrupt::Marker.into(),
    }
}

/// The picture while its scans come.
#[derive(Debug)]
struct Picture {
    header: Header,
    components: Vec<Component>,
    size: Size,
    scans: u32,
}

impl Picture {
    /// Picks the scale and takes all the memory that the picture needs, within the limits.
    fn new(header: Header, wanted_edge: u32, limits: &Limits) -> Result<Self, Fault> {
        if header.size.height == 0 {
            return Err(Fault::unsupported("a JPEG that states its height behind its data"));
        }
        limits.check_size(header.size)?;
        let eighths = eighths_for(header.size, wanted_edge, limits);
        let size = reduced(header.size, eighths);
        let mut components: Vec<_> =
            (0..header.components.len()).map(|index| Component::new(&header, index, eighths)).collect();
        let planes: usize = components.iter().map(Component::plane_bytes).sum();
        let coefficients: usize = match header.process {
            Process::Sequential => 0,
            Process::Progressive => components.iter().map(Coefficients::bytes).sum(),
        };
        // The pixels count twice: turning them upright copies them.
        let pixels = size.pixels() * 3;
        let rows = (u64::from(size.width) + u64::from(size.height)) * 3 * 32;
        limits.check_heap((planes + coefficients) as u64 + pixels * 2 + rows + SMALL_HEAP_BYTES)?;
        for component in &mut components {
            component.plane = vec![0; component.plane_bytes()];
            if header.process == Process::Progressive {
                component.coefficients = Some(Coefficients::new(component));
            }
        }
        Ok(Self { header, components, size, scans: 0 })
    }

    /// Reads a scan's header and data.
    fn scan(&mut self, segments: &mut Segments<'_>, tables: &Tables) -> Result<(), Fault> {
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(Fault::TooLarge(format!("the JPEG has more than {MAX_SCANS} scans")));
        }
        let header = ScanHeader::read(&self.header, segments.payload()?)?;
        let scan = Scan::new(&self.header, &header, &self.components, tables.restart_interval);
        let state = (&mut self.components[..], tables);
        let data = (segments.bytes(), segments.at());
        let end = match self.header.process {
            Process::Sequential => sequential::decode(&scan, &header, state, data),
            Process::Progressive => progressive::decode(&scan, &header, state, data),
        }?;
        segments.go_on_at(end);
        Ok(())
    }

    /// Puts the frame together once every scan is there.
    fn finish(mut self, application: &Application) -> Result<Frame, Fault> {
        for component in &mut self.components {
            match self.header.process {
                Process::Progressive => progressive::render(component)?,
                Process::Sequential if component.is_sent => {}
                Process::Sequential => return Err(Corrupt::MissingScan.into()),
            }
        }
        let pixels = compose(&self.components, colours(&self.header, application), self.size);
        self.components.clear();
        let (pixels, size) = application.orientation.unwrap_or_default().apply(pixels, self.size);
        Ok(Frame { pixels, size, original: self.header.size, format: Format::Jpeg })
    }
}

/// Eighths of the stored size: the fewest (1, 2, 4, 8) that leave the shorter edge at least `wanted_edge`, or fewer
/// where the frame would pass the limit.
fn eighths_for(size: Size, wanted_edge: u32, limits: &Limits) -> u32 {
    let wanted = [1, 2, 4].into_iter().find(|&n| reduced(size, n).shorter_edge() >= wanted_edge).unwrap_or(8);
    let fitting =
        [8, 4, 2].into_iter().find(|&n| reduced(size, n).pixels() <= limits.max_frame_pixels).unwrap_or(1);
    wanted.min(fitting)
}

fn reduced(size: Size, eighths: u32) -> Size {
    Size { width: (size.width * eighths).div_ceil(8), height: (size.height * eighths).div_ceil(8) }
}

/// What three components mean, by the rules of libjpeg: JFIF, then Adobe, then the components' own names.
fn colours(header: &Header, application: &Application) -> Colours {
    let names: Vec<u8> = header.components.iter().map(|component| component.id).collect();
    match (&names[..], application.jfif, application.adobe_transform) {
        ([_], _, _) => Colours::Grey,
        (_, false, Some(0)) | (b"RGB", false, None) => Colours::Rgb,
        _ => Colours::YCbCr,
    }
}
