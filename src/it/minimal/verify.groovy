import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.minimal.MinimalApplicationTests.xml'))
assert report.@tests == '4' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

def log = new File(basedir, 'build.log').text
assert log.contains('Building minimal')
// The starter alone brings neither a web server nor the actuator.
assert !log.contains('Tomcat') && !new File(basedir, 'target/data/store').exists()
